"""The figures: what is counted, drawn as shapes, written as SVG or PNG."""
