// action
