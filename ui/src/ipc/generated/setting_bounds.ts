// This file is generated from crates/rolecall/src/settings by `cargo xtask bindings`.
import type { Settings } from '../types';

/** The bounds of settings and labels, as the program checks them. */
export const settingBounds = {
  "limitMinutes": {
    "max": 10080,
    "min": 1
  },
  "maxAliasLength": 64,
  "maxLimits": 100,
  "maxNoteLength": 500,
  "maxPatternLength": 256,
  "maxPatterns": 100,
  "maxTagLength": 64,
  "maxTags": 16,
  "numbers": {
    "clipboardClearInSeconds": {
      "max": 3600,
      "min": 1
    },
    "historyDays": {
      "max": 3650,
      "min": 1
    }
  }
} as const;

/** The settings of a user who set nothing. */
export const settingDefaults: Settings = {
  "appearance": "system",
  "askBeforeProduction": false,
  "clipboardClearInSeconds": 45,
  "consoleRegion": null,
  "environmentDevelopment": [
    "word:dev",
    "word:development",
    "word:test",
    "word:testing",
    "word:tests",
    "word:sandbox",
    "word:sandboxes",
    "word:nonprod",
    "word:nonproduction",
    "word:nonprd",
    "word:non-prod",
    "word:non-production"
  ],
  "environmentNone": [],
  "environmentProduction": [
    "word:prod",
    "word:production",
    "word:prd",
    "word:live"
  ],
  "environmentStaging": [
    "word:staging",
    "word:stage",
    "word:stg",
    "word:uat",
    "word:preprod",
    "word:preproduction",
    "word:preprd",
    "word:pre-prod",
    "word:pre-production"
  ],
  "historyDays": 90,
  "limits": [],
  "notifyAccessChanges": false,
  "renew": true,
  "requireReasonForProduction": false,
  "shortcut": null
};
