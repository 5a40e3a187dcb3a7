"""What the program asks of the operating system besides files: `processes` that end together, `temporary` folders."""
