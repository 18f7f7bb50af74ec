"""The numbers to reach, each as a ratio to a reference measured in the same run. `make benchmark` runs them all."""
