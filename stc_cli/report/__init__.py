"""The report: one page that holds the whole study, for the team and for reviewers."""
