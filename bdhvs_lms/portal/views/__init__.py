"""One module per subject; each view takes the page and the values of its address."""
