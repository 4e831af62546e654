"""The desk: pages for case managers, coordinators and supervisors, in German and English. Works without JavaScript."""
