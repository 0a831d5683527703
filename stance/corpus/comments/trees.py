def take_from_tree(tree):
    raise NotImplementedError
