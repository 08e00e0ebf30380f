"""How fast it is, each a figure that anyone can measure again: `python -m evals.speed`."""
