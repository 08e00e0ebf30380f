"""The tree of errors: each is named for its remedy, and its message says what to do next.

TradeQAError
├── UnreadableFileError      the file's bytes give no document: says what, why, what to do
├── UnknownDocumentError     no document has this id: `tradeqa list` shows the ids
├── UnknownConversationError  no conversation has this id
├── LibraryUnreadableError   the folder holds no library that can be opened
├── LibraryBusyError         another process is writing to the library
├── RebuildRequiredError     the vectors come from another embedding model: run `tradeqa rebuild`
├── UnknownModelError        no model is to be had under this name
└── WriterError              the chat model gave nothing usable: the quoted answer is shown instead
"""


class TradeQAError(Exception):
    """Whatever the user can act on; the message is one line."""


class UnreadableFileError(TradeQAError):
    """The bytes of a file give no document."""


class UnknownDocumentError(TradeQAError):
    """No document of the library has this id."""


class UnknownConversationError(TradeQAError):
    """No kept conversation has this id."""


class LibraryUnreadableError(TradeQAError):
    """The folder holds no library that can be opened."""


class LibraryBusyError(TradeQAError):
    """Another process is writing to the library."""


class RebuildRequiredError(TradeQAError):
    """The stored vectors come from another embedding model."""


class UnknownModelError(TradeQAError):
    """No model is to be had under this name."""


class WriterError(TradeQAError):
    """The chat model gave nothing usable."""
