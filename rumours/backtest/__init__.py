"""The model tried on rumours whose outcome is known: cases in, forecasts, scores and refitted constants out."""
