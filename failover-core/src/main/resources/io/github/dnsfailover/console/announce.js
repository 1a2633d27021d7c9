// announce
