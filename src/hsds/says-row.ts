import { placeInFrench, type Said } from './import-findings.ts'

/** What findings say of a file, of its rows and their ids, and of what stands here already. */
export const rowSays = {
  no_table: {
    en: 'is no table of HSDS; nothing was read from it',
    fr: 'n’est pas un tableau de HSDS; rien n’en a été lu',
  },
  windows: {
    en: 'the file is not UTF-8; it was read as Windows-1252',
    fr: 'le fichier n’est pas en UTF-8; il a été lu comme du Windows-1252',
  },
  not_utf8: {
    en: 'holds characters that are not UTF-8: save the file as UTF-8',
    fr: 'contient des caractères qui ne sont pas en UTF-8 : enregistrez le fichier en UTF-8',
  },
  /** `why`: the reader of CSV, which speaks English only. Without the cell, which may say where somebody is safe. */
  broken: (why = 'cannot be read') => ({
    en: why.replace(/, (?:value is|got) .*/s, ''),
    fr: 'cette rangée ne peut être lue : vérifiez ses guillemets, sa longueur et le nombre de ses cellules',
  }),
  too_long: { en: 'is longer than 16 MB', fr: 'dépasse 16 Mo' },
  never_ends: {
    en: 'never ends: the file cannot be read from there on',
    fr: 'ne finit jamais : le fichier ne peut être lu au-delà',
  },
  no_object: { en: 'is no object', fr: 'n’est pas un objet' },
  no_json: { en: 'is not JSON', fr: 'n’est pas du JSON' },
  not_imported: {
    en: 'is none of the objects of HSDS that are imported',
    fr: 'n’est aucun des objets de HSDS qui sont importés',
  },
  location_alone: {
    en: 'is a location without a service: there is nothing to import',
    fr: 'est un lieu sans service : il n’y a rien à importer',
  },
  no_organization: {
    en: 'the file does not say whose service it is',
    fr: 'le fichier ne dit pas de quel organisme relève ce service',
  },
  no_service: {
    en: 'the file does not say which service it is',
    fr: 'le fichier ne dit pas de quel service il s’agit',
  },
  no_such_location: {
    en: 'names a location that is not in the file',
    fr: 'désigne un lieu qui n’est pas dans le fichier',
  },
  dangling: {
    en: 'names something that is not in the package',
    fr: 'désigne une chose qui n’est pas dans l’ensemble',
  },
  lost_service: {
    en: 'names something that is not in the package: the service does not go in',
    fr: 'désigne une chose qui n’est pas dans l’ensemble : le service n’entre pas',
  },
  lost_place: {
    en: 'names something that is not in the package: the place does not go in',
    fr: 'désigne une chose qui n’est pas dans l’ensemble : le lieu n’entre pas',
  },
  organization_unnamed: {
    en: 'the organization has no name',
    fr: 'l’organisme n’a pas de nom',
  },
  service_unnamed: { en: 'the service has no name', fr: 'le service n’a pas de nom' },
  told_by_name: {
    en: 'is missing: the organization is told by its name',
    fr: 'manque : l’organisme est reconnu à son nom',
  },
  told_by_both: {
    en: 'is missing: service and location together tell it',
    fr: 'manque : le service et le lieu ensemble le désignent',
  },
  told_by_nothing: {
    en: 'is missing: nothing tells the service from others',
    fr: 'manque : rien ne distingue ce service des autres',
  },
  no_uuid: {
    en: 'is not a UUID; such things get one here, the same at each import (said once)',
    fr: 'n’est pas un UUID; ces choses en reçoivent un ici, le même à chaque importation (dit une seule fois)',
  },
  twice: (first: string) => ({
    en: `is that of ${first} too`,
    fr: `est aussi celui de ${placeInFrench(first)}`,
  }),
  taken: {
    en: 'is taken by something else here; it gets another',
    fr: 'est déjà pris ici par autre chose; il en reçoit un autre',
  },
  closed: {
    en: 'is not imported; if it stands here, retire it',
    fr: 'n’est pas importé; s’il figure ici, retirez-le',
  },
  closed_for_now: {
    en: 'went in; pause it here until it opens',
    fr: 'est entré; mettez-le en pause ici jusqu’à sa réouverture',
  },
  retired: {
    en: 'it was retired here and stays so',
    fr: 'il a été retiré ici et le reste',
  },
  organization_retired: {
    en: 'its organization was retired here and stays so',
    fr: 'son organisme a été retiré ici et le reste',
  },
  organization_unknown: {
    en: 'its own organization is not known here; it is that of its service',
    fr: 'son propre organisme n’est pas connu ici; c’est celui de son service',
  },
  numbers_stay: {
    en: 'a partner keeps its numbers: changing them takes two people',
    fr: 'un partenaire garde ses numéros : il faut deux personnes pour les changer',
  },
  only_restored: (what: readonly string[]) => ({
    en: `only --restore into an empty directory brings back ${what.join(', ')}`,
    fr: `seul --restore, dans un répertoire vide, ramène ${what.join(', ')}`,
  }),
  /** `why`: the database, which speaks English only. */
  database_refused: (why: string) => ({
    en: `the database did not take it (${why})`,
    fr: 'la base de données ne l’a pas acceptée',
  }),
} satisfies Record<string, Said | ((...given: never[]) => Said)>

/** Why nothing can be done with a file. */
export const fileSays = {
  none: (path: string) => ({
    en: `there is no file ${path}`,
    fr: `il n’y a pas de fichier ${path}`,
  }),
  no_package: (name: string) => ({
    en: `${name} is no HSDS package: organizations.csv and services.csv are needed`,
    fr: `${name} n’est pas un ensemble HSDS : il faut organizations.csv et services.csv`,
  }),
  zip: (name: string) => ({
    en: `${name} is a zip archive: unpack it, and name its folder`,
    fr: `${name} est une archive zip : décompressez-la, et nommez son dossier`,
  }),
  too_big: {
    en: 'the tables are more than 50 MB of JSON: use their CSV files',
    fr: 'les tableaux font plus de 50 Mo de JSON : utilisez leurs fichiers CSV',
  },
  not_empty: {
    en: '--restore needs an empty directory: there are organizations in this one',
    fr: '--restore demande un répertoire vide : celui-ci contient des organismes',
  },
  unmapped: (columns: readonly string[]) => ({
    en: `the file has no column ${columns.join(', ')}`,
    fr: `le fichier n’a pas de colonne ${columns.join(', ')}`,
  }),
  columns: ({ foreign, missing }: Record<'foreign' | 'missing', readonly string[]>) => ({
    en: `${[
      ...foreign.map((name) => `there is no column "${name}" in the template`),
      ...missing.map((name) => `the column ${name} is missing`),
    ].join('; ')}. Use the template, or a mapping.`,
    fr: `${[
      ...foreign.map((name) => `il n’y a pas de colonne "${name}" dans le modèle`),
      ...missing.map((name) => `la colonne ${name} manque`),
    ].join('; ')}. Utilisez le modèle, ou une correspondance de colonnes.`,
  }),
} satisfies Record<string, Said | ((...given: never[]) => Said)>
