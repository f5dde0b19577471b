"""The stages of Systematic Text Condensation: one pure module each. They never import each other."""
