"""The interpreter in the process: a small linear model per language, trained beforehand, served with NumPy alone."""
