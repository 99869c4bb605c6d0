package io.kytkin.mapping;

/** A definition together with the tables it names on both sides. */
public record BoundMapping(MappingDefinition definition, Table erp, Table crm, TranslationSettings settings) { }
