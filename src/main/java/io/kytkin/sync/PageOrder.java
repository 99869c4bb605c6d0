package io.kytkin.sync;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The pages of a job in reading order, which are saved in any order. The position may move to the end of a page once
 * that page and all before it are saved (design, invariant 3). Keeps only the pages behind the first that is not saved.
 * Safe for several threads.
 */
final class PageOrder {
    private final Map<Integer, String> ends = new HashMap<>();
    private final Set<Integer> saved = new HashSet<>();
    private int begun;
    private int firstUnsaved;
    private String end;

    /** The next page. @param end position after it; null when it moves none */
    synchronized int begin(String pageEnd) {
        ends.put(begun, pageEnd);
        return begun++;
    }

    /**
     * Where the position may move together with this page, which is about to be saved; null when a page before it is not
     * saved yet, or when none of them moves the position.
     */
    synchronized String endWith(int page) {
        return page != firstUnsaved || ends.get(page) == null ? null : ends.get(page);
    }

    /** The page is saved, beyond recall. */
    synchronized void saved(int page) {
        saved.add(page);
        while (saved.remove(firstUnsaved)) {
            String pageEnd = ends.remove(firstUnsaved++);
            end = pageEnd == null ? end : pageEnd;
        }
    }

    /** The end of the last page before which all are saved; null while there is none that moves the position. */
    synchronized String end() {
        return end;
    }
}
