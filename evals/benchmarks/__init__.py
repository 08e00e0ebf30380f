"""Benchmarks: public sets, our search beside published figures (`python -m evals.benchmarks FOLDER`).

sets.py        the sets: how each is read, what is asked of it, what others reached; what was trained on it
questions.py   documents and questions, read from a set's files
tasks.py       what a system is asked to do, and the figures: find, the sentence that answers, answerable or not
libraries.py   the library of a set and the vectors of its texts, kept between runs
running.py     run_set: each system over a set's questions, results kept between runs
table.py       the table: terminal and Markdown, page, JSON

The systems that are measured stand in `evals.systems`, for the ablation too.
"""
