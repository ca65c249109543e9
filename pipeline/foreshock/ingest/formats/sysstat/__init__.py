"""What sysstat prints: sar, sadf, iostat, mpstat, pidstat."""
