"""What an interpreter does first when this folder is on its path: with it runs whatever a test starts."""

from kept_patterns import take_over

take_over()
