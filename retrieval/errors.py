"""What can go wrong, each with a message for a person: what was wrong, the value, what to do.

FootnoteError
├── ArticleError     one file cannot be read; it is skipped and the rest is served
│   ├── NoSuchArticle there is none of that file, id or title
│   └── NameTaken    there is a file of that name already
├── CollectionError  there is nothing to answer from
├── ReaderError      the reading model cannot be loaded or trained
└── QuestionSetError a question set cannot be understood
"""


class FootnoteError(Exception):
    """The base of all errors that the command line turns into one line."""


class ArticleError(FootnoteError):
    """One file or line cannot be read as an article; the message says why, without its name."""


class NoSuchArticle(ArticleError):  # noqa: N818  # says what it is about better than an ending
    """No article has the file, id or title that was given."""


class NameTaken(ArticleError):  # noqa: N818  # as above
    """Another file has the name of the one to be added, and is not to be replaced."""


class CollectionError(FootnoteError):
    """A folder is missing or holds nothing that can be read."""


class ReaderError(FootnoteError):
    """The reading model is missing, broken, or needs a package that is not installed."""


class QuestionSetError(FootnoteError):
    """A question set is missing or is in no known format."""
