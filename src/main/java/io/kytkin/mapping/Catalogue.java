package io.kytkin.mapping;

/** What one side knows of the table that a mapping names. Each side has one; the rest of Kytkin asks only this. */
public interface Catalogue {

    /**
     * The table of the mapping on this side, with every column that the side declares.
     *
     * @throws MappingProblem when the side has no such table, or its {@code erpQuery} does not run
     */
    Table table(MappingDefinition mapping);
}
