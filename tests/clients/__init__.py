"""Tests of the clients app: cases, homework, scores, portal, transfer."""
