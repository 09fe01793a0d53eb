"""BERT for pretraining (Devlin et al. 2019), with the parameter names of Hugging Face's BertForPreTraining.

Owns the network; leaves data, losses and optimisation to pretrain.py. A state dict of this module loads into
transformers.BertForPreTraining unchanged and the other way round.
"""

import math
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class EncoderConfig:
    """Sizes of the encoder; the same words as in a Hugging Face config.json."""

    vocab_size: int = 20_480
    hidden_size: int = 384
    num_hidden_layers: int = 6
    num_attention_heads: int = 6
    intermediate_size: int = 1536
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12

    def to_hugging_face(self) -> dict:
        """The content of config.json."""
        return {
            "architectures": ["BertForPreTraining"],
            "model_type": "bert",
            **asdict(self),
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            "initializer_range": 0.02,
            "pad_token_id": 0,
            "position_embedding_type": "absolute",
        }


class Embeddings(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.word_embeddings = nn.Embedding(c.vocab_size, c.hidden_size, padding_idx=0)
        self.position_embeddings = nn.Embedding(c.max_position_embeddings, c.hidden_size)
        self.token_type_embeddings = nn.Embedding(c.type_vocab_size, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)

    def forward(self, input_ids, token_type_ids):
        positions = torch.arange(input_ids.shape[1], device=input_ids.device)
        summed = self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids)
        return self.LayerNorm(summed + self.position_embeddings(positions))


def attention(q, k, v, mask):
    """softmax(q kᵀ / √d + mask) v for [B, heads, S, d].

    Written out on a CPU: for the short rows of training, compiled, a step took 12 % less time so than with PyTorch's
    fused kernel, whose backward pass is slow there.
    """
    if q.device.type != "cpu":
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(2, 3)
    scores = scores if mask is None else scores + mask
    return torch.softmax(scores.float(), -1).to(v.dtype) @ v


class SelfAttention(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.num_heads = c.num_attention_heads
        self.query = nn.Linear(c.hidden_size, c.hidden_size)
        self.key = nn.Linear(c.hidden_size, c.hidden_size)
        self.value = nn.Linear(c.hidden_size, c.hidden_size)

    def forward(self, states, mask):
        b, s, h = states.shape
        split = lambda x: x.view(b, s, self.num_heads, h // self.num_heads).transpose(1, 2)
        q, k, v = split(self.query(states)), split(self.key(states)), split(self.value(states))
        return attention(q, k, v, mask).transpose(1, 2).reshape(b, s, h)


class ResidualOutput(nn.Module):
    """Linear layer, residual sum and layer norm: BertSelfOutput and BertOutput."""

    def __init__(self, c: EncoderConfig, inputs: int):
        super().__init__()
        self.dense = nn.Linear(inputs, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)

    def forward(self, states, residual):
        return self.LayerNorm(self.dense(states) + residual)


class Layer(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(c), "output": ResidualOutput(c, c.hidden_size)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(c.hidden_size, c.intermediate_size)})
        self.output = ResidualOutput(c, c.intermediate_size)

    def forward(self, states, mask):
        states = self.attention["output"](self.attention["self"](states, mask), states)
        return self.output(F.gelu(self.intermediate["dense"](states)), states)


class Bert(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.embeddings = Embeddings(c)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))})
        self.pooler = nn.ModuleDict({"dense": nn.Linear(c.hidden_size, c.hidden_size)})

    def forward(self, input_ids, token_type_ids, attention_mask=None):
        """Token states [B, S, H]. attention_mask [B, S], 1 for tokens and 0 for padding; None: no padding."""
        mask = None
        if attention_mask is not None:
            mask = torch.zeros_like(attention_mask, dtype=torch.float32)
            mask = mask.masked_fill(attention_mask == 0, -1e4)[:, None, None, :]
        states = self.embeddings(input_ids, token_type_ids)
        for layer in self.encoder["layer"]:
            states = layer(states, mask if mask is None else mask.to(states.dtype))
        return states

    def pooled(self, states):
        """The pooler output [B, H] that next-sentence prediction reads."""
        return torch.tanh(self.pooler["dense"](states[:, 0]))


class MlmHead(nn.Module):
    """BertLMPredictionHead; its decoder weight is the word embedding matrix, passed in by the caller."""

    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.transform = nn.ModuleDict(
            {"dense": nn.Linear(c.hidden_size, c.hidden_size), "LayerNorm": nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)}
        )
        self.bias = nn.Parameter(torch.zeros(c.vocab_size))

    def forward(self, states, embedding):
        hidden = self.transform["LayerNorm"](F.gelu(self.transform["dense"](states)))
        return F.linear(hidden, embedding, self.bias)


class BertForPreTraining(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.config = c
        self.bert = Bert(c)
        self.cls = nn.ModuleDict({"predictions": MlmHead(c), "seq_relationship": nn.Linear(c.hidden_size, 2)})
        self.apply(self._init)
        with torch.no_grad():
            self.bert.embeddings.position_embeddings.weight.copy_(sinusoids(c.max_position_embeddings, c.hidden_size))
        look_at_neighbours(self)

    @staticmethod
    def _init(module: nn.Module) -> None:
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)

    def mlm_logits(self, states):
        """Logits [N, V] of token states [N, H]."""
        return self.cls["predictions"](states, self.bert.embeddings.word_embeddings.weight)

    def nsp_logits(self, states):
        """Next-sentence logits [B, 2] (0: B follows A, 1: it does not) of token states [B, S, H]."""
        return self.cls["seq_relationship"](self.bert.pooled(states))


def sinusoids(positions: int, width: int, std: float = 0.05) -> torch.Tensor:
    """Sinusoidal start for the learned positions (after Vaswani et al. 2017): sine and cosine pairs [positions, width].

    The fastest pair turns 2.8 radians a position, the slowest once in 1,024 positions.
    """
    rate = torch.logspace(math.log10(2.8), math.log10(2 * math.pi / 1024), width // 2)
    angle = torch.arange(positions)[:, None] * rate
    table = torch.stack([torch.sin(angle), torch.cos(angle)], -1).flatten(1)
    return table * (std / table.std())


# Offsets that the heads of the first two layers look at before training; the other heads start at random.
FIRST_OFFSETS = ((-1, 1, -2, 2, -3, 3), (-1, 1))


@torch.no_grad()
def look_at_neighbours(model: "BertForPreTraining", strength: float = 1.4) -> None:
    """Starts heads of the first layers as heads that look at a fixed neighbour.

    A shift by k positions turns each sinusoidal pair by k times its rate, so query = turn(k) P and key = P, with P the
    projection on the fastest pairs, makes q_i k_j largest at j = i + k. Without this start a small model spends its
    first thousands of steps as a bag of words, before any head has learned where its neighbours are.
    """
    c = model.config
    size = c.hidden_size // c.num_attention_heads
    rate = torch.logspace(math.log10(2.8), math.log10(2 * math.pi / 1024), c.hidden_size // 2)
    for layer, offsets in zip(model.bert.encoder["layer"], FIRST_OFFSETS):
        attention = layer.attention["self"]
        for head, offset in enumerate(offsets[: c.num_attention_heads]):
            rows = slice(head * size, (head + 1) * size)
            query, key = attention.query.weight[rows], attention.key.weight[rows]
            for pair in range(size // 2):
                a, b = 2 * pair, 2 * pair + 1
                turn = offset * rate[pair]
                key[a, a] += strength
                key[b, b] += strength
                # sin(x + t) = sin x cos t + cos x sin t; cos(x + t) = cos x cos t - sin x sin t
                query[a, a] += strength * torch.cos(turn)
                query[a, b] += strength * torch.sin(turn)
                query[b, b] += strength * torch.cos(turn)
                query[b, a] -= strength * torch.sin(turn)


def mean_pool(states, attention_mask):
    """L2-normalised mean of the token states [B, H], padding excluded (Reimers and Gurevych 2019, section 3)."""
    mask = attention_mask[:, :, None].to(states.dtype)
    return F.normalize((states * mask).sum(1).float() / mask.sum(1).float(), dim=-1)
