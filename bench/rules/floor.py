"""The compute floor: the same rules as generated C, 64 residents a step (AVX-512 where the machine has it), one thread."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from backend.rules import bitmaps
from backend.rules.conditions import AllOf, AnyOf, Atom, Condition, fact_name
from bench.rules.world import ON, World, atoms_in, encoded_cuts

HEAD = """
#include <stdint.h>
#include <stddef.h>
#ifdef __AVX512BW__
#include <immintrin.h>
static inline uint64_t in8(const uint8_t *p, uint8_t lo, uint8_t hi) {
  __m512i v = _mm512_sub_epi8(_mm512_loadu_si512(p), _mm512_set1_epi8(lo));
  return _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(hi - lo));
}
static inline uint64_t in16(const uint16_t *p, uint16_t lo, uint16_t hi) {
  __m512i l = _mm512_set1_epi16(lo), w = _mm512_set1_epi16(hi - lo);
  uint64_t a = _mm512_cmple_epu16_mask(_mm512_sub_epi16(_mm512_loadu_si512(p), l), w);
  uint64_t b = _mm512_cmple_epu16_mask(_mm512_sub_epi16(_mm512_loadu_si512(p + 32), l), w);
  return a | b << 32;
}
static inline uint64_t in32(const int32_t *p, int32_t lo, int32_t hi) {
  __m512i l = _mm512_set1_epi32(lo), w = _mm512_set1_epi32((int32_t)((uint32_t)hi - (uint32_t)lo));
  uint64_t m = 0;
  for (int i = 0; i < 4; i++)
    m |= (uint64_t)_mm512_cmple_epu32_mask(_mm512_sub_epi32(_mm512_loadu_si512(p + 16 * i), l), w) << (16 * i);
  return m;
}
#else
#define IN(NAME, T, U) static inline uint64_t NAME(const T *p, T lo, T hi) { uint64_t m = 0; \\
  for (int i = 0; i < 64; i++) m |= (uint64_t)((U)(p[i] - lo) <= (U)(hi - lo)) << i; return m; }
IN(in8, uint8_t, uint8_t) IN(in16, uint16_t, uint16_t) IN(in32, int32_t, uint32_t)
#endif
"""
READ = {
    np.dtype(np.uint8): ("in8", "uint8_t"),
    np.dtype(np.uint16): ("in16", "uint16_t"),
    np.dtype(np.int32): ("in32", "int32_t"),
}


def available() -> bool:
    """There is a C compiler."""
    return shutil.which("gcc") is not None


def floor(world: World) -> Callable[[], list[int]]:
    """A compiled function that counts for each rule the residents it surely fits."""
    atoms = atoms_in(world.rules)
    names = {(atom.attribute.name, atom.compare): f"a{place}" for place, atom in enumerate(atoms)}
    facts = list(dict.fromkeys(fact_name(atom.attribute) for atom in atoms))
    lines = [_atom(atom, f"a{place}", world, facts) for place, atom in enumerate(atoms)]
    lines += [
        f"    n[{place}] += __builtin_popcountll({_spelled(AllOf(versions[0].require), names)});"
        for place, versions in enumerate(world.rules.values())
    ]
    source = (
        HEAD + "void count(const void **c, const uint64_t **k, size_t words, uint64_t *n) {\n"
        "  for (size_t w = 0; w < words; w++) {\n" + "\n".join(lines) + "\n  }\n}\n"
    )
    return _loaded(source, world, facts)


def _atom(atom: Atom, name: str, world: World, facts: list[str]) -> str:
    place = facts.index(fact_name(atom.attribute))
    column = world.columns.by_name[facts[place]]
    read, kind = READ[column.values.dtype]
    parts = [
        f"{read}((const {kind} *)c[{place}] + 64 * w, {low}, {high})" for low, high in encoded_cuts(atom, column, ON)
    ]
    text = f"({' | '.join(parts) or '0'})"
    known = "" if column.known is None else f" & k[{place}][w]"
    return f"    uint64_t {name} = {text}{known};"


def _spelled(condition: Condition, names: dict) -> str:
    if isinstance(condition, Atom):
        return names[(condition.attribute.name, condition.compare)]
    sign = " | " if isinstance(condition, AnyOf) else " & "
    return f"({sign.join(_spelled(part, names) for part in condition.parts)})"


def _loaded(source: str, world: World, facts: list[str]) -> Callable[[], list[int]]:
    folder = Path(tempfile.mkdtemp(prefix="rules-floor-"))
    (folder / "floor.c").write_text(source)
    library = folder / "floor.so"
    command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(folder / "floor.c")]
    subprocess.run(command, check=True, capture_output=True)
    function = ctypes.CDLL(str(library)).count
    shutil.rmtree(folder)
    words = bitmaps.words_for(world.columns.count)
    padded = [np.pad(world.columns.by_name[name].values, (0, words * 64 - world.columns.count)) for name in facts]
    tail = bitmaps.all_of(world.columns.count)
    known = [tail if world.columns.by_name[name].known is None else world.columns.by_name[name].known for name in facts]
    pointers = (ctypes.c_void_p * len(facts))(*(array.ctypes.data for array in padded))
    masks = (ctypes.c_void_p * len(facts))(*(array.ctypes.data for array in known))

    def count(keep: tuple = (padded, known)) -> list[int]:
        counts = np.zeros(len(world.rules), np.uint64)
        function(pointers, masks, ctypes.c_size_t(words), ctypes.c_void_p(counts.ctypes.data))
        return [int(one) for one in counts]

    return count
