from sklearn.tree import DecisionTreeClassifier


def build():
    return DecisionTreeClassifier()
