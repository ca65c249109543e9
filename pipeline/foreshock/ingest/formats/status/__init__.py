"""What servers print of themselves when they are asked: counters and gauges, once or again and again."""
