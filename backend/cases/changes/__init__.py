"""待遇变动: what happens to somebody after an approval, and what it means for what they are paid."""
