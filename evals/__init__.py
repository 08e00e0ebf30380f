"""Evals: reference questions asked, measured, compared and reported, offline and without a judge model.

cases.py        Case: a reference question, read from JSON lines
gold.py         the exact words that answer a case, found in a library
wording.py      which spellings count as the same words
numerals.py     the numbers, dates and codes of a text, whatever their spelling
asking.py       a case asked: its turns in order, then the question that is measured
observation.py  what a measure looks at: a case, its gold, its answer, its hits
measures/       one figure a file; the docstring is its definition
intervals.py    95 % intervals
slices.py       the sorts of cases that a run is looked at by
aggregates.py   the figures over many cases, whole and by slice
runs.py         run: one execution of many cases, resumed after a kill
records.py      Run and CaseResult, and their JSON
paired.py       statistics of the same cases in two runs
comparison.py   compare: two runs side by side, and what got worse; pin: keep a baseline
history.py      latest_runs: the runs of a folder, and which came before which
report.py       write_report: a run as one HTML file (charts.py, case_pages.py, reasons.py)
drafting.py     draft: cases proposed from documents and kept conversations (patterns.py)
drafts.py       Drafts: drafts kept until a person accepts, edits or drops them
attacks/        planted documents that try to steer the assistant, and whether any is obeyed
writers/        chat models to measure with: one that lies, a small real one
peers/          what a user might pick instead, asked the same cases
systems.py      the search with parts left out, one after another, for the two that follow
ablation.py     what each part of the search is worth, on the cases
benchmarks/     public sets, our search beside published figures
checking.py     check: is a file of cases sound?
"""
