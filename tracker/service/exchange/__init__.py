"""What comes from other programs and goes to them: registers as CSV, everything as lines of JSON."""
