"""The kinds of tables, one module each: what stands in their rows.

Each has a function `content(entry, material, paper) -> Content`. `stages/table.py` puts caption,
number, headings and footnotes around it, `render/` writes it in every format.
"""
