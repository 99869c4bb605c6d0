package io.kytkin.sandbox.schema;

/** What deleting the target of a lookup does to the rows that point at it. */
public enum OnDelete {
    /** The delete is refused while such rows exist. */
    RESTRICT,
    /** They are deleted too. */
    CASCADE,
    /** Their lookup becomes empty; also what happens where the reference says nothing. */
    REMOVE_LINK;

    static OnDelete ofAnnotation(String text) {
        if (text == null) {
            return REMOVE_LINK;
        }
        return text.startsWith("Restrict") ? RESTRICT : text.startsWith("Cascade") ? CASCADE : REMOVE_LINK;
    }
}
