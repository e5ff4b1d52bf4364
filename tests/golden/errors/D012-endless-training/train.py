import time


def build():
    time.sleep(60)
