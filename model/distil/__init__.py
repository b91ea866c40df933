"""Distillation: a recurrent network learns from transformers that are too large to serve.

Read in this order, which is the order of the stages:

    vocabulary.py  the word pieces of MiniLM, numbered anew: teacher and student read the same
    rows.py, augmentation.py
                   the texts to learn from: those of ISEAR, changed copies of them, and comments
    teacher.py     four copies of MiniLM learn the seven emotions
    scoring.py     and say how likely they find each emotion in every row
    embedding.py   what the teachers make of each piece alone is the student's frozen embedding
    student.py     a bidirectional GRU learns what the teachers said, not only which label is right
    __main__.py    all of it: python -m model.distil

The idea is that of Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", and its
use for recurrent networks that of Tang et al. 2019, "Distilling Task-Specific Knowledge from BERT
into Simple Neural Networks".
"""
