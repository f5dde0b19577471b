"""Sheets: units and decisions as a workbook or CSV file that people fill in, there and back."""
