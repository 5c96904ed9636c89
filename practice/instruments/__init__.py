"""Standard measures: what is known of each, how a file of one is read, how answers become a total.

Pure: no database, no request. No item text of any instrument stands here or ships with the product.
"""
