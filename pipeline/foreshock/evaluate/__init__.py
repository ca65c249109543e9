"""Evaluate: how often the answer is right, on cases whose cause is known."""

from foreshock.evaluate.learn import learn
from foreshock.evaluate.run import evaluate
from foreshock.evaluate.score import Scores

__all__ = ["Scores", "evaluate", "learn"]
