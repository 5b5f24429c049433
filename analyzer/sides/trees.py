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
    def of(cls, model: Any, names: Sequence[str], digits: int = 4) -> Trees:
        """Take over a fitted ``HistGradientBoostingClassifier`` of two classes without missing values."""
        trees = []
        for (predictor,) in model._predictors:
            nodes = predictor.nodes
            trees.append(
                Tree(
                    tuple(-1 if n["is_leaf"] else int(n["feature_idx"]) for n in nodes),
                    tuple(0.0 if n["is_leaf"] else float(f"{n['num_threshold']:.6g}") for n in nodes),
                    tuple(int(n["left"]) for n in nodes),
                    tuple(int(n["right"]) for n in nodes),
                    tuple(round(float(n["value"]), digits) if n["is_leaf"] else 0.0 for n in nodes),
                )
            )
        return cls(tuple(names), float(model._baseline_prediction.ravel()[0]), tuple(trees))
