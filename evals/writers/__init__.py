"""Chat models to measure with, each behind a server on this machine: `python -m evals.writers CASES --library DIR`.

serving.py   a server that speaks as much of OpenAI's protocol as a streamed answer needs, and replies by a function
lying.py     a model that changes what the quotes say in every way it can
small.py     a real one, SmolLM2-135M-Instruct, under llama.cpp
"""
