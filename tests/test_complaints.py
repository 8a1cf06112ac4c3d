"""What newsrooms complain of in other systems, by number, and the tests that name it."""

import ast
import re
from pathlib import Path

#: Rows 15 and 16 are of the register: test_completing… and test_merging….
ROWS, WISHES = {*range(1, 15), *range(17, 30)}, {13, 16, 20}


def numbers_told(pattern):
    told = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                for numbers in re.findall(pattern, " ".join((ast.get_docstring(node) or "").split())):
                    told |= {int(number) for number in re.findall(r"\d+", numbers)}
    return told


def test_each_complaint_has_a_test_that_names_it():
    assert ROWS - numbers_told(r"[Rr]ows? ([\d, and]+) of the newsroom's complaints") == set()


def test_each_wish_has_a_test_that_names_it():
    assert WISHES - numbers_told(r"[Pp]oint (\d+) of (?:the newsroom's|its) wishes") == set()
