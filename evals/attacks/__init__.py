"""Documents that try to steer the assistant: `python -m evals.attacks`.

attacks.toml   the documents, what a model that obeys them says, and what must then not be shown
planting.py    a library of honest documents with the planted ones beside them
obeying.py     a chat model that does whatever a document asks, in every form that could get past a check
judging.py     whether an attack was obeyed: the definition
"""
