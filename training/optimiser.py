"""Muon for the weight matrices of the layers, Adam for everything else, in one step.

Muon orthogonalises the momentum of each matrix by five Newton-Schulz iterations (Jordan et al. 2024); the update is
scaled to the size of Adam's, 0.2 * sqrt(longer side) (Liu et al. 2025, "Muon is scalable for LLM training"), so one
learning rate serves both.
"""

import torch


def orthogonalise(batch: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """Nearest semi-orthogonal matrices of a batch [N, rows, columns], by the quintic iteration of Muon."""
    x = batch.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return (x.transpose(1, 2) if tall else x).float()


class Optimiser:
    """state_dict and load_state_dict hold all that a resumed run needs."""

    def __init__(self, model: torch.nn.Module, momentum: float = 0.95, weight_decay: float = 0.02):
        named = dict(model.named_parameters())
        self.names = [n for n, p in named.items() if ".layer." in n and p.ndim == 2]
        self.matrices = [named[n] for n in self.names]
        rest = [p for n, p in named.items() if n not in set(self.names)]
        self.adam = torch.optim.AdamW(rest, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0, foreach=True)
        self.buffers = [torch.zeros_like(p) for p in self.matrices]
        self.momentum, self.weight_decay = momentum, weight_decay

    @torch.no_grad()
    def step(self, lr: float, adam_lr: float) -> None:
        """One step with the gradients in place; clears them."""
        for group in self.adam.param_groups:
            group["lr"] = adam_lr
        self.adam.step()
        self.adam.zero_grad(set_to_none=True)
        shapes: dict[tuple, list[int]] = {}
        for n, p in enumerate(self.matrices):
            shapes.setdefault(tuple(p.shape), []).append(n)
        for shape, members in shapes.items():
            self._muon(members, lr * 0.2 * max(shape) ** 0.5, lr)

    def _muon(self, members: list[int], scale: float, lr: float) -> None:
        updates = []
        for n in members:
            gradient = self.matrices[n].grad
            self.buffers[n].lerp_(gradient, 1 - self.momentum)
            updates.append(gradient.lerp(self.buffers[n], self.momentum))
            self.matrices[n].grad = None
        for n, update in zip(members, orthogonalise(torch.stack(updates))):
            self.matrices[n].mul_(1 - lr * self.weight_decay).sub_(update, alpha=scale)

    def state_dict(self) -> dict:
        return {"adam": self.adam.state_dict(), "buffers": self.buffers}

    def load_state_dict(self, state: dict) -> None:
        self.adam.load_state_dict(state["adam"])
        for mine, saved in zip(self.buffers, state["buffers"]):
            mine.copy_(saved)
