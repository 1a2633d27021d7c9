// troubles
