"""Boosted trees in plain Python: what scikit-learn learned, evaluated without it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec


class Tree(msgspec.Struct, frozen=True, array_like=True):
    """One tree: node i asks ``row[feature[i]] <= threshold[i]``; a leaf has feature -1 and ``value[i]``."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]


class Trees(msgspec.Struct, frozen=True):
    """A binary classifier: the logistic function of ``base`` plus the trees' leaves.

    ``names`` are the features in the order of a row.
    """

    names: tuple[str, ...]
    base: float
    trees: tuple[Tree, ...]

    def p(self, row: Sequence[float]) -> float:
        """The probability of the positive class for one row of features, in the order of ``names``."""
        total = self.base
        for tree in self.trees:
            feature, threshold, i = tree.feature, tree.threshold, 0
            while feature[i] >= 0:
                i = tree.left[i] if row[feature[i]] <= threshold[i] else tree.right[i]
            total += tree.value[i]
        return 1 / (1 + math.exp(-total))

    @classmethod
    def of(cls, models: Sequence[Any], names: Sequence[str], digits: int = 4) -> Trees:
        """Take over fitted ``HistGradientBoostingClassifier`` of two classes without missing values: the mean
        of their log odds.
        """
        n = len(models)
        trees = []
        for (predictor,) in (p for model in models for p in model._predictors):
            nodes = predictor.nodes
            trees.append(
                Tree(
                    tuple(-1 if x["is_leaf"] else int(x["feature_idx"]) for x in nodes),
                    tuple(0.0 if x["is_leaf"] else float(f"{x['num_threshold']:.6g}") for x in nodes),
                    tuple(int(x["left"]) for x in nodes),
                    tuple(int(x["right"]) for x in nodes),
                    tuple(round(float(x["value"]) / n, digits) if x["is_leaf"] else 0.0 for x in nodes),
                )
            )
        base = sum(float(model._baseline_prediction.ravel()[0]) for model in models) / n
        return cls(tuple(names), base, tuple(trees))
