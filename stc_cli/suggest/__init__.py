"""Suggestions: which codes a unit may deserve, and why; never a code by itself.

They are learned from the codebook's text and the decisions so far, and computed anew each time.
No stage reads them.
"""

from __future__ import annotations

from importlib.util import find_spec

from stc_cli.errors import UsageError


def require_library() -> None:
    """Raises UsageError when scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        raise UsageError(
            "suggestions need scikit-learn, which is not installed. "
            "Run `pip install 'stc-cli[suggest]'`."
        )
