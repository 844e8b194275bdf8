"""What is wrong, as people and machines read it.

`report`: as text, in a browser, as data; `sarif`: for code hosts; `terminal`: what is told there.
"""
