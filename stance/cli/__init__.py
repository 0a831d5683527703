"""The command line: each command declares its options, calls one public function, and prints."""
