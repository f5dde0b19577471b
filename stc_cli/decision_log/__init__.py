"""`stc log`: what was decided when in the analysis, for an appendix of the paper."""
