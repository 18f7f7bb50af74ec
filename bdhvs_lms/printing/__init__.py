"""What is printed: `movement` objects → PDF and PNG. Posters, certificates; the engine behind both."""
