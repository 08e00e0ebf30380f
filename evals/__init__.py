"""Evals: reference questions asked, measured, compared and reported, offline and without a judge model.

cases.py        Case: a reference question, read from JSON lines
gold.py         the exact words that answer a case, found in a library
wording.py      which spellings count as the same words
numerals.py     the numbers, dates and codes of a text, whatever their spelling
observation.py  what a measure looks at: a case, its gold, its answer, its hits
measures/       one figure a file; the docstring is its definition
intervals.py    95 % intervals and tests
aggregates.py   the figures over many cases, whole and by slice
runs.py         run: one execution of many cases
records.py      Run and CaseResult, and their JSON
comparison.py   compare: two runs side by side, and what got worse
report.py       write_report: a run as one HTML file
drafting.py     draft: cases proposed from documents and kept conversations
checking.py     check: is a file of cases sound?
"""
