"""How far coders agree: coefficients with intervals, and what they differ on."""
