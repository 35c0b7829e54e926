"""One request for one service (办件): its flow, its clock, its decision, its receipt, and whose turn it is."""
