"""Systematic Text Condensation of interview and focus-group transcripts."""

__version__ = "0.1.0"
