"""Peers: what a user might pick instead, asked the same cases and measured by the same measures.

answering.py   a peer as the evals ask it: the pieces it finds, quoted
pieces.py      documents split as LangChain's tutorial does, each piece with its place
langchain.py   LangChain's tutorial chain: character splitter, FAISS store, MiniLM
txtai.py       txtai's embeddings database: words and vectors
haiku.py       haiku.rag: words and vectors in LanceDB
packages.py    the packages of peers, which may be absent
table.py       the table of a report that shows runs side by side

No peer is a dependency of the project: their packages load when a peer is opened (README.md).
"""
