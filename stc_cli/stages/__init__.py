"""The stages of Systematic Text Condensation: one pure module each, none importing another."""
