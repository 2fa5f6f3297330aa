"""People and ledger come in and go out as offices keep them: workbooks, csv files, cards."""
