"""Peers: what a user might pick instead, asked the same cases and measured by the same measures.

answering.py   a peer as the evals ask it: the pieces it finds, quoted
pieces.py      from a peer's pieces of text back to their place in the document
langchain.py   LangChain's tutorial chain: character splitter, FAISS store, MiniLM
txtai.py       txtai's embeddings database: paragraphs, words and vectors
table.py       the table of a report that shows runs side by side

No peer is a dependency of the project: their packages load when a peer is opened (`pip install 'tradeqa[peers]'`).
"""
